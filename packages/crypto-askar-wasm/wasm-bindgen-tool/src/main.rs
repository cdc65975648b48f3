//! Writes a module and its JavaScript glue as wasm-bindgen's target for bundlers has them: the glue loads nothing, and
//! is handed the instance that it works with.

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, name, directory] = arguments.as_slice() else {
        panic!("usage: wasm-bindgen-tool <input.wasm> <name> <directory>");
    };
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    let result = bindgen
        .input_path(input)
        .out_name(name)
        .bundler(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(true)
                .remove_name_section(true)
                .remove_producers_section(true)
                .generate(directory)
        });
    if let Err(error) = result {
        eprintln!("{error:?}");
        std::process::exit(1);
    }
}
