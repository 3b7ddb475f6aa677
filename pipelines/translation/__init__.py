"""Translation of an article: sentences, memory, glossary, typography, retries."""
