//! (module page)
