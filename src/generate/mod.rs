//! Draws sprites: the decode engine, the sampler and the worker thread.
