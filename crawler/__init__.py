"""How Jianwen reaches the web:

Scrapy settings and middlewares, politeness, downloads, source files.
"""
