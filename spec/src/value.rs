//! The types that generated code speaks in.
