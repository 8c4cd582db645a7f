//! The index on disk: schema, writer, reader, stored records.
