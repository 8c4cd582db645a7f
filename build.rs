//! How the program is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    // Tables of stemmers and of letters hold 57,000 addresses. In a program that may be loaded anywhere each start writes them
    // anew, in 300 pages of memory: 0.8 of 2.5 ms of `newsdex --version`. At a fixed place they stand in the file as they
    // are. Libraries, stack and heap keep their chance places; only on Linux is it the linker's to choose.
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
