# docker build -t feedcard . && docker run --rm -v "$PWD:/blog" feedcard build
FROM rust:1.95-slim-bookworm AS builder
WORKDIR /src
COPY . .
RUN cargo install --locked --path . --root /usr/local

# A shell and coreutils stay in: CI systems run the steps of a job inside of the image.
FROM debian:bookworm-slim
COPY --from=builder /usr/local/bin/feedcard /usr/local/bin/feedcard
COPY --from=builder /src/LICENSE-MIT /src/LICENSE-APACHE /src/fonts/*-LICENSE.txt /usr/local/share/doc/feedcard/
WORKDIR /blog
ENTRYPOINT ["feedcard"]
CMD ["--help"]
