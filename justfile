# Short names for what is done often. `just` lists them; each is one or two plain commands.

_list:
    @just --list --unsorted

# Does it compile?
check:
    cargo check --all-targets --locked

# All tests; words behind it go to the runner: `just test house`.
test *filter:
    ./test {{ filter }}

# Format and lints, as every change must pass them.
lint:
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings

# The docs of the code, without those of the crates.
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked

# Preview of this repository's own book on http://127.0.0.1:3000/.
serve:
    cargo run --locked -- serve

# Everything that .ci/run asks for.
all:
    .ci/run
