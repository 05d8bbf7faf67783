//! The training graph of Shoal's network, apart from the program that trains with it, so that
//! tests and benches reach it too.

pub mod network;
