"""The rows of the tables: the program, what it does, and the test of this repository that holds nn-core to its answer."""

# Whether what takes part in the loss is a part of the model.
REGISTERED = [
    ("list", "a list of layers", "derive/containers.rs: lists_register_their_elements_by_index"),
    ("list_of_parameters", "a list of parameters", "derive/attributes.rs: a_flattened_field_adds_no_segment"),
    ("tuple", "a tuple of layers", "derive/containers.rs: tuples_of_every_length_register_by_index"),
    ("tuple_struct", "a tuple struct of layers", "derive/forms.rs: fields_of_a_tuple_struct_are_named_by_their_index"),
    ("map", "a hash map of layers", "ui/not_a_module/hash_map"),
    ("plain_struct", "a plain struct around a layer", "ui/not_a_module/plain_struct"),
    ("closure", "a closure that captured a layer", "ui/not_a_module/closure"),
    ("cell", "a layer in a cell or a lock", "ui/not_a_module/ref_cell"),
    ("pointer", "a layer behind an `Arc`", "ui/not_a_module/arc"),
    ("tensor", "a tensor where a parameter was meant", "ui/not_a_module/tensor"),
    ("named_like_a_container", "a module named `Cell<f32>`", "silent_losses/mod.rs: a_module_may_be_named_cell"),
    ("one_path", "two layers under one name", "ui/attributes/same_path"),
    ("skip_layer", "`skip` on a layer", "ui/lost/skip_layer"),
    ("skip_map", "`skip` on a hash map of layers", "ui/lost/skip_map"),
    ("skip_option", "`skip` on an optional parameter", "ui/lost/skip_option"),
    ("skip_alias", "`skip` on a parameter behind an alias", "ui/lost/skip_alias"),
    ("skip_renamed_import", "`skip` on a parameter, imported as `Weight`", "ui/lost/skip_renamed_import"),
    ("skip_generic", "`skip` on an `M`, `where M: Module, M: ..`", "ui/lost/skip_generic_with_bound"),
    ("skip_variant_field", "`skip` on a layer in an enum", "ui/lost/skip_tuple_variant_field"),
    ("skip_hidden", "`skip` on a struct around `Arc<Mutex<layer>>`", "silent_losses/mod.rs: what_skip_hides_is_found"),
    ("skip_closure", "`skip` on a boxed closure that captured a layer", "silent_losses/mod.rs: what_a_reason_hides_is_found"),
    ("made_in_forward", "a layer made inside `forward`", "diagnostics/steps.rs: unregistered"),
]

# Whether it is trained, or stays as it is, while the program runs; the third column is the word for the right answer.
OFF_THE_TAPE = "whole_programs/off_the_tape.rs"
RUNNING = [
    ("off_tape_state", "a recurrent layer whose first state is zeros", "trained", f"{OFF_THE_TAPE}: the_first_state_of_a_recurrent_layer"),
    ("detached_probe", "a probe on detached features", "trained", f"{OFF_THE_TAPE}: a_probe_on_detached_features"),
    ("indices", "an embedding looked up by `argmax`", "trained", f"{OFF_THE_TAPE}: an_embedding_looked_up_by_argmax"),
    ("plain_value", "a penalty on a parameter's plain value", "trained", f"{OFF_THE_TAPE}: a_penalty_on_a_plain_value"),
    ("gradient_penalty", "a penalty on a gradient", "trained", "whole_programs/second_derivatives.rs: a_gradient_penalty"),
    ("gradient_penalty_without_graph", "the same without `create_graph=True`", "trained", ""),
    ("consumed_record", "a hidden state used again after `backward`", "trained", "whole_programs/consumed.rs: a_hidden_state_kept_over_a_backward"),
    ("replaced_head", "a head replaced after the optimizer was made", "trained", "silent_losses/running.rs: a_replaced_head_is_trained"),
    ("another_model", "a step for one model by the loss of another", "trained", "diagnostics/steps.rs: unregistered"),
    ("forgotten_visit", "a layer that one of two written walks forgets", "trained", "diagnostics/steps.rs: walks"),
    ("one_layer_twice", "one layer in two places", "trained", "silent_losses/running.rs: one_layer_in_two_places_stays_one"),
    ("frozen", "a frozen part with a batch norm, in the first step", "kept", "derive/freezing.rs: a_part_is_frozen_however_it_came_into_its_field"),
    ("mode", "a batch norm's statistics in a validation, no mode set", "kept", "silent_losses/running.rs: a_validation_moves_no_statistics"),
    ("kept_best", "the best weights, kept while training goes on", "kept", "silent_losses/running.rs: kept_weights_stay_as_they_were"),
]
