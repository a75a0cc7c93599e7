# What is done often, by name: `just` lists it. Each line is a plain command that works without `just`.

_list:
    @just --list

# The quickstart, at http://localhost:8080
quickstart:
    cargo run

# Everything; says what it skips
test:
    cargo test --workspace

# What must pass before a change lands (Debian; installs what is missing)
ci:
    .ci/run

# One target of tests over one store: `just over redis flows`
over store target:
    LOGIN_TEST_STORE={{store}} cargo test -p login-tests --test {{target}}

fmt:
    cargo fmt --all

clippy:
    RUSTFLAGS="-D warnings" cargo clippy --workspace --all-targets --all-features

# The documentation with all guides
doc:
    cargo doc -p login --all-features --no-deps --open

# Every feature alone, none, and all of them
each-feature:
    .ci/each-feature

# The lowest versions that Cargo.toml names (needs nightly)
minimal-versions:
    .ci/minimal-versions

# Licences, advisories and sources of the dependencies (needs cargo-deny)
deny:
    cargo deny check

# Expansions as they are now
snapshots:
    UPDATE_SNAPSHOTS=1 cargo test -p login-macros

# Pictures of the examples for their READMEs (needs Chromium)
screenshots:
    .ci/screenshots

# What the crates would be as packages
package:
    cargo package -p login-macros -p login

# Instructions, allocations and times of requests, beside the peers
bench-requests:
    cargo run --release --manifest-path benches/requests/Cargo.toml

# What guarding 300 handlers costs the compiler
bench-compile-time:
    cargo run --release --manifest-path benches/compile-time/Cargo.toml
