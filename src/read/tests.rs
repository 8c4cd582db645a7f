//! The driver: whole files in, records out.
