//! Pages of our own making, from whole ones to broken ones.
