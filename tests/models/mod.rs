//! The models of the examples as a whole: how they train and print.

mod reproducible;
