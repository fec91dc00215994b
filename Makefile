# Two commands do everything on a fresh Debian that has Rust:  make demo   and   make test

# rustup's directory is not on PATH before the next login.
export PATH := $(PATH):$(HOME)/.cargo/bin
TARGET := $(or $(CARGO_TARGET_DIR),target)
HOWDAH := $(TARGET)/release/howdah
DEMO := $(TARGET)/demo

.PHONY: setup setup-tests demo clean-demo test test-majors soak round-trips bench

# Installs what is missing: a C compiler, a PostgreSQL server.
setup:
	@scripts/setup

# Carries a real database, a copy of testdata/chinook.db, into a PostgreSQL of its own and proves the result.
demo: setup
	cargo build --release --locked --bin howdah
	@if [ -e $(DEMO)/chinook.howdah ]; then $(MAKE) --no-print-directory clean-demo; fi
	@mkdir -p $(DEMO)
	@cp -f testdata/chinook.db $(DEMO)/chinook.db
	$(HOWDAH) migrate $(DEMO)/chinook.db

# Stops the demonstration's PostgreSQL and removes all of it.
clean-demo:
	@if [ -e $(DEMO)/chinook.howdah ]; then $(HOWDAH) clean --remove $(DEMO)/chinook.db; fi
	rm -rf $(DEMO)

# What the tests need besides.
setup-tests:
	@scripts/setup --tests

# Every test, on real PostgreSQL servers that the tests start and stop.
test: setup-tests
	cargo test --workspace --locked

# Suites whose loops can be longer: more kills at random moments, more seeds; then the other majors of PostgreSQL. SOAK is
# the number of rounds of each loop.
SOAK := 200
SOAK_SUITES := "-p howdah --lib row::" \
	"-p howdah-cli --test crash" \
	"-p howdah-cli --test program killed_at_any_moment" \
	"-p howdah --test migrate_random" \
	"-p howdah --test back_random" \
	"-p howdah --test back_foreign_random" \
	"-p howdah --test runtime_functions" \
	"-p howdah --test translate_back_random" \
	"-p howdah --test row_against_server"

soak: setup-tests
	@for suite in $(SOAK_SUITES); do \
		echo "HOWDAH_SOAK=$(SOAK) cargo test --locked $$suite"; \
		HOWDAH_SOAK=$(SOAK) PROPTEST_RNG_SEED=$$(date +%s) PROPTEST_CASES=$(SOAK)00 cargo test --locked $$suite -- --nocapture || exit 1; \
	done
	@scripts/test-majors

# Made-up databases to PostgreSQL and back, each the same afterwards: what a night has room for, from seeds that nobody
# has seen.
COUNT := 10000
FIRST := $(shell date +%s)

round-trips: setup
	HOWDAH_SEED=$(FIRST) HOWDAH_RANDOM=$(COUNT) cargo test --locked -p howdah --test back_random -- --nocapture made_up

# The suites that speak most with the server, against PostgreSQL 16, 17 and 18; fetches their programs into target/majors.
test-majors: setup
	@scripts/test-majors

# Measures howdah against what this machine's PostgreSQL can do at best; see docs/benchmarks.md for other data.
BENCH := library

bench: setup
	cargo build --release --locked --bin howdah --bin bench
	$(TARGET)/release/bench run $(BENCH)
