//! Built HTML pages <- social head (`inject`), and the preview page. Pure: strings in, strings out.
