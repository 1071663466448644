//! The reference of commands is made from the command line itself, and the other pages are compared with the code.
use crate::cli::Cli;
use clap::{Command, CommandFactory as _};
use std::fmt::Write as _;
use std::path::PathBuf;

const HEAD: &str = "\
# Commands

Made from the program's own help: `UPDATE_EXPECT=1 cargo test -p daybook reference` writes this page anew.
Global options may stand before or after a command; they are listed once, at the end.

";

/// Wide enough for the examples, and the same on every terminal.
const WIDTH: usize = 110;

fn page(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(page(name)).unwrap_or_default()
}

/// Every command with its help, in the order of the command line; `daybook` itself comes first.
fn commands() -> String {
    let mut root = Cli::command().term_width(WIDTH);
    root.build();
    let mut text = HEAD.to_owned();
    write_command(&mut root, &mut text);
    text.push_str("## Global options\n\n```text\n");
    text.push_str(&global_options(&mut root));
    text.push_str("```\n");
    text
}

fn write_command(command: &mut Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
    let help = command.clone().term_width(WIDTH).render_help().to_string();
    let own = before_global_options(&help);
    let _ = write!(text, "## `{name}`\n\n```text\n{own}\n```\n\n");
    let below = command.get_subcommands_mut().filter(|below| below.get_name() != "help");
    below.for_each(|below| write_command(below, text));
}

/// A command's help without the options that every command has; what follows them stays.
fn before_global_options(help: &str) -> String {
    let lines = help.lines().map(str::trim_end);
    let mut is_global = false;
    let kept = lines.filter(|line| {
        if !line.is_empty() && !line.starts_with(' ') {
            is_global = *line == "Global options:";
        }
        !is_global
    });
    kept.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

fn global_options(root: &mut Command) -> String {
    let help = root.render_help().to_string();
    let from = help.find("Global options:").expect("there are global options");
    let lines = help[from..].lines().skip(1).take_while(|line| line.is_empty() || line.starts_with(' '));
    lines.filter(|line| !line.is_empty()).fold(String::new(), |text, line| text + line.trim_end() + "\n")
}

#[test]
fn reference_of_commands_is_what_the_program_says() {
    let actual = commands();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(page("commands.md"), &actual).expect("the reference can be written");
    }
    assert!(
        read("commands.md") == actual,
        "docs/reference/commands.md is not what the program says: run `UPDATE_EXPECT=1 cargo test -p daybook reference`"
    );
}

#[test]
fn reference_of_configuration_names_every_variable_and_key() {
    let text = read("configuration.md");
    let mut command = Cli::command();
    command.build();
    let of_below = command.get_subcommands().flat_map(Command::get_arguments);
    let variables = command.get_arguments().chain(of_below).filter_map(|argument| argument.get_env());
    let variables = variables.map(|name| name.to_string_lossy().into_owned()).collect::<Vec<_>>();
    assert!(variables.len() >= 5, "{variables:?}");
    for name in variables.iter().chain(&crate::config::keys()) {
        assert!(
            text.contains(&format!("| `{name}` |")),
            "`{name}` is not in docs/reference/configuration.md"
        );
    }
}
