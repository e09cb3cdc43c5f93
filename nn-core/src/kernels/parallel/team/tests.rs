use std::sync::Barrier;
use std::sync::atomic::AtomicU32;
use std::thread::{current, scope, sleep};

use super::*;

fn add_one(to: &AtomicU32) {
    to.fetch_add(1, Relaxed);
}

#[test]
fn each_number_is_one_task_and_what_it_wrote_is_seen() {
    for threads in 1..=5 {
        let team = Team::new(threads);
        for round in 0..if cfg!(miri) { 10 } else { 1000 } {
            let count = 1 + round * 7919 % 23;
            let mut written = vec![0; count];
            let cells: Vec<_> = written.iter_mut().map(Mutex::new).collect();
            assert!(team.run(count, &|i| **cells[i].lock().unwrap() += i + round));
            assert!(written.iter().enumerate().all(|(i, written)| *written == i + round));
        }
    }
}

/// They wait for each other, so that they end only if all helpers come.
#[test]
fn helpers_come_when_they_are_awake_and_when_they_sleep() {
    let team = Team::new(4);
    for pause in [0, 0, 20, 0, 20, 20] {
        sleep(Duration::from_millis(pause));
        let all_are_here = Barrier::new(4);
        assert!(team.run(4, &|_| {
            all_are_here.wait();
        }));
    }
    let is_asleep = |asleep: &Line<AtomicBool>| asleep.0.load(SeqCst);
    while !team.shared.asleep.iter().all(is_asleep) {
        yield_now();
    }
}

#[test]
fn neighbouring_numbers_are_of_one_thread() {
    let team = Team::new(2);
    let of = Mutex::new(vec![None; 6]);
    let both_are_here = Barrier::new(2);
    // The first of each share waits for that of the other.
    team.run(6, &|i| {
        of.lock().unwrap()[i] = Some(current().id());
        if i % 3 == 0 {
            both_are_here.wait();
        }
        sleep(Duration::from_millis(20));
    });
    let of = of.into_inner().unwrap();
    assert_eq!((of[0], of[0] == of[3]), (Some(current().id()), false));
    assert_eq!([of[0], of[3]], [of[1], of[4]]);
}

#[test]
fn a_panic_reaches_the_caller_and_the_team_goes_on() {
    let team = Team::new(3);
    for bad in 0..9 {
        let run = || team.run(9, &|i| assert!(i != bad, "task {i}"));
        let panic = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
        assert_eq!(*panic.downcast::<String>().unwrap(), format!("task {bad}"));
        assert!(!AT_WORK.get());
        let done = AtomicU32::new(0);
        assert!(team.run(9, &|_| add_one(&done)));
        assert_eq!(done.into_inner(), 9);
    }
}

#[test]
fn helpers_that_are_at_work_for_one_caller_are_not_had_by_another() {
    let team = Team::new(2);
    let is_begun = Barrier::new(2);
    scope(|scope| {
        scope.spawn(|| {
            team.run(1, &|_| {
                is_begun.wait();
                is_begun.wait();
            });
        });
        is_begun.wait();
        assert!(!team.run(2, &|_| unreachable!("the team has a caller")));
        is_begun.wait();
    });
    assert!(team.run(2, &|_| {}));
}

#[test]
fn several_callers_and_tasks_that_call_get_all_done() {
    let done = AtomicU32::new(0);
    let count = || all(5, &|_| all(7, &|_| add_one(&done)));
    scope(|scope| {
        for _ in 0..3 {
            scope.spawn(count);
        }
        count();
    });
    assert_eq!(done.into_inner(), 4 * 5 * 7);
}

#[test]
fn in_a_pool_of_rayons_its_threads_are_at_work() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    pool.install(|| all(9, &|_| assert!(rayon::current_thread_index().is_some())));
}
