"""`jianwen sources new`: draft a source file from an address."""
