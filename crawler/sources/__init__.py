"""Source files: TOML in, validated `Source` out."""
