//! What newsdex knows about the world: countries, leaders and topics, as data files loaded once.

pub mod topics;
