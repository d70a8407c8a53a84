//! The door: arguments -> run -> print -> exit code.

fn main() {}
