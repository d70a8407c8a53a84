//! Entry point: arguments -> run -> print -> exit code.

fn main() -> std::process::ExitCode {
    feedcard::cli::run()
}
