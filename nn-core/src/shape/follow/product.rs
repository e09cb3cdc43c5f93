//! Products of matrices and vectors.

use super::{Made, Message, Shape, beside};

/// The product of matrices, whose leading axes are stretched.
pub const fn matmul(a: Shape, b: Shape) -> Made {
    product("matmul", a, b, false)
}

/// The product by the transpose.
pub const fn matmul_t(a: Shape, b: Shape) -> Made {
    product("matmul_t", a, b, true)
}

const fn product(name: &str, a: Shape, b: Shape, is_transposed: bool) -> Made {
    let misfit = Message::new(name).text(": shapes ").shape(&a).text(" and ").shape(&b).text(" do not fit");
    let (n, m) = (a.rank(), b.rank());
    if n < 2 || m < 2 {
        return Err(misfit);
    }
    let (inner, columns) =
        if is_transposed { (b.size(m - 1), b.size(m - 2)) } else { (b.size(m - 2), b.size(m - 1)) };
    let leading = beside(name, a.with(n - 2, 1).with(n - 1, 1), b.with(m - 2, 1).with(m - 1, 1));
    match leading {
        Ok(made) if a.size(n - 1) == inner => {
            let rank = made.rank();
            Ok(made.with(rank - 2, a.size(n - 2)).with(rank - 1, columns).of_batch(a.batch()))
        }
        _ => Err(misfit),
    }
}

/// Each element of one vector times each of another.
pub const fn outer(a: Shape, b: Shape) -> Made {
    Ok(Shape::new(&[a.num_elements(), b.num_elements()]).of_batch(a.batch()))
}

/// The sum of the products of two vectors.
pub const fn dot(a: Shape, b: Shape) -> Made {
    if a.is(&b) {
        return Ok(Shape::new(&[]).of_batch(a.batch()));
    }
    Err(Message::new("dot: shapes ").shape(&a).text(" and ").shape(&b).text(" do not fit"))
}
