# For people who work with C: cargo does the building, and this file the rest. "make" lists what there is.

SHELL = bash
.SHELLFLAGS = -e -o pipefail -c
.DEFAULT_GOAL = help
.DELETE_ON_ERROR:

# What may be set: make install PREFIX=/usr DESTDIR=/tmp/package; make lib CARGO_FLAGS=--no-default-features
PREFIX      = /usr/local
LIBDIR      = $(PREFIX)/lib
INCLUDEDIR  = $(PREFIX)/include
DESTDIR     =
CARGO       = cargo
CARGO_FLAGS =
CFLAGS      = -O2 -Wall -Wextra -Wpedantic
CXXFLAGS    = $(CFLAGS)

# A fresh rustup is not in the PATH of the shell that installed it, and goes before the system's Rust.
export PATH := $(if $(findstring :$(HOME)/.cargo/bin:,:$(PATH):),,$(HOME)/.cargo/bin:)$(PATH)

VERSION    := $(shell sed -n '/^version = /{s/.*"\(.*\)"/\1/p;q;}' Cargo.toml)
ABI        := $(firstword $(subst ., ,$(VERSION)))
TARGET     := $(or $(CARGO_TARGET_DIR),target)
LIB        := $(TARGET)/lib
EXAMPLES   := $(TARGET)/examples-c
SYSTEM     := $(shell uname -s)

ifeq ($(SYSTEM),Darwin)
  BUILT       = libscardssp.dylib
  SHARED_FILE = libscardssp.$(VERSION).dylib
  SONAME      = libscardssp.$(ABI).dylib
  RPATH       = @loader_path/../lib
else
  BUILT       = libscardssp.so
  SHARED_FILE = libscardssp.so.$(VERSION)
  SONAME      = libscardssp.so.$(ABI)
  RPATH       = $$ORIGIN/../lib
endif

##@ First of all

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^##@/ { print "\n" substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: demo-packages $(EXAMPLES)/reattach $(EXAMPLES)/reattach_com ## attach to a card in a virtual reader, reset it, see what it forgot, detach
	@echo
	@SCARDSSP_VIRTUAL=1 $(EXAMPLES)/reattach "scardssp Virtual Reader 00"
	@echo
	@echo "The same by the COM objects: examples-c/reattach_com.cpp"
	@SCARDSSP_VIRTUAL=1 $(EXAMPLES)/reattach_com

.PHONY: test
test: setup ## every test, without and with the PC/SC service of the system
	@mkdir -p $(TARGET) && rm -f $(TARGET)/test.log
	@failed=0; \
	for features in --no-default-features ''; do \
	    $(CARGO) test --workspace --no-fail-fast $$features | tee -a $(TARGET)/test.log || failed=1; \
	done; \
	awk '/^test result:/ { passed += $$4; failed += $$6; skipped += $$8 } \
	    END { printf "\n%d passed, %d failed, %d skipped\n", passed, failed, skipped }' $(TARGET)/test.log; \
	exit $$failed

##@ Building

.PHONY: lib
lib: build-packages ## the library, shared and static, in target/lib
	@mkdir -p $(LIB)
	$(CARGO) rustc --lib --release $(CARGO_FLAGS) -- --print native-static-libs 2>&1 | tee $(LIB)/build.log
	@sed -n 's/^note: native-static-libs: //p' $(LIB)/build.log > $(LIB)/native-static-libs
	@cp $(TARGET)/release/$(BUILT) $(LIB)/$(SHARED_FILE)
	@ln -sf $(SHARED_FILE) $(LIB)/$(SONAME)
	@ln -sf $(SONAME) $(LIB)/$(BUILT)
	@cp $(TARGET)/release/libscardssp.a $(LIB)

.PHONY: examples
EXAMPLE_NAMES := $(basename $(notdir $(wildcard examples-c/*.c examples-c/*.cpp)))
examples: $(addprefix $(EXAMPLES)/,$(EXAMPLE_NAMES)) $(EXAMPLES)/provider ## the programs of examples-c, in target/examples-c

HEADERS = -Iinclude -Iinclude/com
LINK = -L$(LIB) -lscardssp '-Wl,-rpath,$(RPATH)'

$(EXAMPLES)/%: examples-c/%.c lib
	@mkdir -p $(@D)
	$(CC) -std=c99 $(CFLAGS) $(HEADERS) $< -o $@ $(LINK)

$(EXAMPLES)/%: examples-c/%.cpp lib
	@mkdir -p $(@D)
	$(CXX) -std=c++11 $(CXXFLAGS) $(HEADERS) $< -o $@ $(LINK)

# The one of several files.
$(EXAMPLES)/provider: $(wildcard examples-c/provider/*.cpp examples-c/provider/*.h) lib
	@mkdir -p $(@D)
	$(CXX) -std=c++11 $(CXXFLAGS) -pthread $(HEADERS) $(filter %.cpp,$^) -o $@ $(LINK)

##@ Other systems, from Debian

# Debian's compiler, because its packages have the source of std: not all these targets come with std made for them, and
# those for Windows 7 (as Wine is) run on every later one too. The compilers of rustup never see what it has built.
CROSS       = $(TARGET)/cross
CROSS_CARGO = RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$(CROSS) /usr/bin/cargo
BUILD_STD   = -Zbuild-std=std,panic_unwind

.PHONY: windows
windows: windows-x86_64 windows-i686 ## scardssp.dll with its import library, type library and static library, in target/windows

DLL = $(TARGET)/windows/$*
NUMBERS = $(subst .,$(comma),$(VERSION)),0
comma = ,
windows-%: windows-packages
	@mkdir -p $(DLL)
	$*-w64-mingw32-widl -t -I /usr/include/wine/wine/windows -L /usr/lib/*/wine/x86_64-windows \
	    -o $(DLL)/scardssp.tlb include/com/scardssp.idl
	$*-w64-mingw32-windres -I $(DLL) -I include/com -D 'VERSION_NUMBERS=$(NUMBERS)' -D 'VERSION_TEXT=\"$(VERSION)\"' \
	    src/com/scardssp.rc $(DLL)/resources.o
	for part in rsbegin rsend; do \
	    RUSTC_BOOTSTRAP=1 /usr/bin/rustc --target $*-win7-windows-gnu --crate-type lib --emit obj \
	        -o $(DLL)/$$part.o /usr/lib/rustlib/src/rust/library/rtstartup/$$part.rs; \
	done
	$(CROSS_CARGO) rustc --lib --release $(CARGO_FLAGS) $(BUILD_STD) --target $*-win7-windows-gnu \
	    --crate-type cdylib,staticlib -- -C strip=symbols -L native=$(DLL) -C link-arg=$(DLL)/resources.o
	cp $(addprefix $(CROSS)/$*-win7-windows-gnu/release/,scardssp.dll libscardssp.dll.a libscardssp.a) $(DLL)
	rm $(addprefix $(DLL)/,resources.o rsbegin.o rsend.o)

.PHONY: test-windows
WINE32 = $(TARGET)/wine32
test-windows: windows wine-packages ## the tests of scardssp.dll, in Wine
	@tests/windows/wine32 $(WINE32) || echo 'There is no 32-bit Wine to be had: 32 bits are not tested.'
	SCARDSSP_WINDOWS=$(abspath $(TARGET)/windows) SCARDSSP_WINE32=$(abspath $(WINE32)) \
	    $(CARGO) test --test windows

PORTS = aarch64-apple-darwin x86_64-apple-darwin aarch64-unknown-linux-gnu armv7-unknown-linux-gnueabihf x86_64-unknown-freebsd
.PHONY: ports
ports: ports-packages ## whether the library compiles for macOS, FreeBSD, and Linux on ARM
	PCSC_LIB_DIR=/ PCSC_LIB_NAME=pcsclite $(CROSS_CARGO) check --lib $(BUILD_STD) $(addprefix --target ,$(PORTS))

##@ Changing things

GENERATED_HEADERS = scard.h com/scardssp.h com/scarderr.h com/scardprov.h com/scardssp.idl com/scardssp.manifest
.PHONY: header
header: build-packages ## the generated headers and the IDL anew, from src/c_api and src/com
	@out=$$($(CARGO) check --lib --quiet --message-format=json \
	    | sed -n 's/.*"reason":"build-script-executed","package_id":"path+file:.*"out_dir":"\([^"]*\)".*/\1/p'); \
	for header in $(GENERATED_HEADERS); do \
	    if cmp -s "$$out/$$header" "include/$$header"; then echo "include/$$header is up to date"; \
	    else cp "$$out/$$header" "include/$$header"; echo "include/$$header was refreshed"; fi; \
	done

.PHONY: lint
lint: setup ## formatting, clippy and documentation, without any warning
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	$(CARGO) clippy --workspace --all-targets --no-default-features -- -D warnings
	RUSTDOCFLAGS=-Dwarnings $(CARGO) doc --workspace --no-deps --document-private-items

.PHONY: clean
clean: ## remove everything that was built
	rm -rf $(EXAMPLES) $(LIB)
	$(CARGO) clean

##@ Installing, with PREFIX=/usr/local and DESTDIR= if not said otherwise

# What the static library needs, without what the pkg-config file of pcsc-lite says better.
NATIVE_LIBS = $(shell cat $(LIB)/native-static-libs)
LIBS_PRIVATE = $(filter-out -lpcsclite,$(NATIVE_LIBS))
REQUIRES_PRIVATE = $(patsubst -l%,lib%,$(filter -lpcsclite,$(NATIVE_LIBS)))
STATIC_LIBS = $(shell sed 's/ /;/g; s/-framework;/-framework /g' $(LIB)/native-static-libs)
PC_LIBDIR = $(patsubst $(PREFIX)/%,$${prefix}/%,$(LIBDIR))
PC_INCLUDEDIR = $(patsubst $(PREFIX)/%,$${prefix}/%,$(INCLUDEDIR))
FILL = sed $(foreach name,PREFIX LIBDIR INCLUDEDIR PC_LIBDIR PC_INCLUDEDIR VERSION SHARED_FILE SONAME \
    LIBS_PRIVATE REQUIRES_PRIVATE STATIC_LIBS,-e 's|@$(name)@|$($(name))|')
METADATA = pkgconfig/scardssp.pc pkgconfig/scardssp-static.pc \
    cmake/scardssp/scardssp-config.cmake cmake/scardssp/scardssp-config-version.cmake

# By date, so that "sudo make install" after "make lib" needs no cargo.
$(LIB)/$(SHARED_FILE): $(shell find src build.rs Cargo.toml Cargo.lock -type f)
	$(MAKE) lib

# How Microsoft spells its headers, where the file system tells the spellings apart; two files of the tree must not differ
# by that alone.
SPELLINGS = Scardssp.h Scardmgr.h Scarddat.h Scardsrv.h Scarderr.h SCardErr.h $(addprefix windows/,Windows.h ObjBase.h Ole2.h \
    OleAuto.h Winscard.h WinSCard.h Winsmcrd.h WinSmCrd.h)

.PHONY: install-headers
install-headers: # the headers alone, which need no library
	install -d '$(DESTDIR)$(INCLUDEDIR)'
	install -m 644 include/scard.h '$(DESTDIR)$(INCLUDEDIR)'
	@for folder in . scard_com windows; do \
	    install -d '$(DESTDIR)$(INCLUDEDIR)'/scardssp/$$folder; \
	    install -m 644 include/com/$$folder/*.h '$(DESTDIR)$(INCLUDEDIR)'/scardssp/$$folder; \
	done; \
	for name in $(SPELLINGS); do \
	    file='$(DESTDIR)$(INCLUDEDIR)'/scardssp/$$name; \
	    [ -e "$$file" ] || echo "#include \"$$(basename $$name | tr A-Z a-z)\"" > "$$file"; \
	    chmod 644 "$$file"; \
	done

.PHONY: install
install: $(LIB)/$(SHARED_FILE) install-headers ## library, headers, pkg-config file and CMake package
	install -d '$(DESTDIR)$(LIBDIR)/pkgconfig' '$(DESTDIR)$(LIBDIR)/cmake/scardssp'
	install -m 755 $(LIB)/$(SHARED_FILE) '$(DESTDIR)$(LIBDIR)'
	ln -sf $(SHARED_FILE) '$(DESTDIR)$(LIBDIR)/$(SONAME)'
	ln -sf $(SONAME) '$(DESTDIR)$(LIBDIR)/$(BUILT)'
	install -m 644 $(LIB)/libscardssp.a '$(DESTDIR)$(LIBDIR)'
	@for file in $(METADATA); do \
	    $(FILL) "include/$${file##*/}.in" > '$(DESTDIR)$(LIBDIR)/'"$$file"; \
	    chmod 644 '$(DESTDIR)$(LIBDIR)/'"$$file"; \
	done
	@if [ -z '$(DESTDIR)' ] && [ $(SYSTEM) = Linux ] && [ "$$(id -u)" = 0 ]; then ldconfig; fi

.PHONY: uninstall
uninstall: ## remove what install put there
	rm -f '$(DESTDIR)$(INCLUDEDIR)/scard.h' '$(DESTDIR)$(LIBDIR)/libscardssp.a'
	rm -f $(foreach file,$(SHARED_FILE) $(SONAME) $(BUILT) $(METADATA),'$(DESTDIR)$(LIBDIR)/$(file)')
	rm -rf '$(DESTDIR)$(INCLUDEDIR)/scardssp'
	rmdir '$(DESTDIR)$(LIBDIR)/cmake/scardssp'

##@ Packages of the system, installed by the targets above when they are missing

BUILD_PACKAGES = gcc libc6-dev $(if $(findstring --no-default-features,$(CARGO_FLAGS)),,pkg-config libpcsclite-dev)
TEST_PACKAGES  = $(BUILD_PACKAGES) g++ clang cmake valgrind pcscd vsmartcard-vpcd mingw-w64-common $(RUST_WITH_SOURCE)
# ThreadSanitizer needs the source of Rust's standard library. Elsewhere it comes by "rustup component add rust-src".
RUST_WITH_SOURCE = $(if $(findstring VERSION_CODENAME=bookworm,$(shell cat /etc/os-release 2> /dev/null)),\
    rustc-web cargo-web rust-web-src)
CROSS_PACKAGES = gcc rustc-web cargo-web rust-web-src
WINDOWS_PACKAGES = $(CROSS_PACKAGES) gcc-mingw-w64-x86-64-win32 gcc-mingw-w64-i686-win32 mingw-w64-tools libwine-dev
WINE_PACKAGES = $(WINDOWS_PACKAGES) g++-mingw-w64-x86-64-win32 g++-mingw-w64-i686-win32 wine64 patchelf

.PHONY: setup
setup: ## everything that the tests need
	@$(call need,$(TEST_PACKAGES))

.PHONY: demo-packages
demo-packages: # what the demo needs
	@$(call need,$(BUILD_PACKAGES) g++)

.PHONY: build-packages
build-packages: # what the library needs
	@$(call need,$(BUILD_PACKAGES))

.PHONY: windows-packages
windows-packages: # what the library for Windows needs
	@$(call need,$(WINDOWS_PACKAGES))

.PHONY: wine-packages
wine-packages: # what programs for Windows are built with and run in
	@$(call need,$(WINE_PACKAGES))

.PHONY: ports-packages
ports-packages: # what the compiler for other systems needs
	@$(call need,$(CROSS_PACKAGES))

# A line of shell that installs Debian packages if any is missing, or says elsewhere what to install by hand.
define need
if ! command -v $(CARGO) > /dev/null; then \
    echo "Rust is missing, 1.89 or newer: https://rustup.rs tells how to install it." >&2; exit 1; \
elif [ $(SYSTEM) = Darwin ]; then \
    : the PC/SC framework is part of macOS; \
elif command -v apt-get > /dev/null && command -v dpkg-query > /dev/null; then \
    missing=$$(for package in $(1); do \
        [ "$$(dpkg-query -W -f '$${db:Status-Status}' $$package 2> /dev/null)" = installed ] || echo $$package; \
    done); \
    if [ -n "$$missing" ]; then \
        echo "Installing" $$missing; \
        as_root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
        $$as_root apt-get update --quiet --quiet; \
        $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends $$missing; \
    fi; \
elif [ -n '$(filter libpcsclite-dev,$(1))' ] && ! pkg-config --exists libpcsclite 2> /dev/null; then \
    echo "Please install a C compiler, pkg-config and the development files of pcsc-lite" >&2; \
    echo "(Fedora: gcc pkgconf pcsc-lite-devel; Arch: gcc pkgconf pcsclite; Alpine: gcc musl-dev pkgconf pcsc-lite-dev)." >&2; \
    echo "The tests need those of Debian's packages $(1)." >&2; exit 1; \
fi
endef
