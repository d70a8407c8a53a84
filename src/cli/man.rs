//! `man`: one page for the program and all of its commands.

use clap::Command;
use clap_mangen::Man;

/// The page as roff: the program, then a section for each command with its own flags.
pub(super) fn page(program: Command) -> std::io::Result<Vec<u8>> {
    let mut program = program.disable_help_subcommand(true);
    program.build();
    let mut out = Vec::new();
    Man::new(program.clone()).render(&mut out)?;
    // The list of commands refers to separate pages: here they are sections.
    let mut page = String::from_utf8_lossy(&out).into_owned();
    for command in program.get_subcommands() {
        let name = roff(command.get_name());
        page = page.replace(
            &format!("feedcard\\-{name}(1)"),
            &format!("feedcard {name}"),
        );
    }
    let mut out = page.into_bytes();
    for command in program.get_subcommands() {
        let name = command.get_bin_name().unwrap_or(command.get_name());
        let about = command
            .get_about()
            .map_or(String::new(), ToString::to_string);
        let heading = roff(&name.to_uppercase());
        out.extend(format!(".SH \"{heading}\"\n{}.\n", roff(&about)).bytes());
        let mut own = Vec::new();
        let man = Man::new(command.clone());
        man.render_synopsis_section(&mut own)?;
        man.render_options_section(&mut own)?;
        // A section of a separate page is a paragraph here.
        let own = String::from_utf8_lossy(&own);
        for line in own
            .lines()
            .filter(|line| !line.starts_with(".ie ") && !line.starts_with(".el "))
        {
            let line = line
                .strip_prefix(".SH ")
                .map_or(line.to_owned(), |title| format!(".SS {title}"));
            out.extend(format!("{line}\n").bytes());
        }
    }
    Ok(out)
}

/// Text in which roff finds no escape and no request.
fn roff(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('-', "\\-")
        .replace("\n", " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_flag_of_every_command_stands_in_the_page() {
        let program = super::super::Cli::command();
        let page = String::from_utf8(page(program.clone()).unwrap()).unwrap();
        assert!(!page.contains("(1)"), "there is no other page");
        for command in program.get_subcommands() {
            let heading = format!(".SH \"FEEDCARD {}\"", command.get_name().to_uppercase());
            let (_, own) = page.split_once(&heading).unwrap();
            let own = own.split(".SH ").next().unwrap();
            for flag in command.get_arguments().filter_map(clap::Arg::get_long) {
                let shown = flag.replace('-', "\\-");
                assert!(
                    own.contains(&format!("\\-\\-{shown}")),
                    "{heading}: --{flag}"
                );
            }
        }
    }
}
