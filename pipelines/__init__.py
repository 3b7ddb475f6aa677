"""The pipeline: one stage a file, in this order."""

from pipelines.stages import clean, decode, extract, fingerprint, identify, keywords, segment, tag

STAGES = (
    decode.decode,
    extract.extract,
    clean.clean,
    identify.identify,
    segment.segment,
    tag.tag,
    keywords.keywords,
    fingerprint.fingerprint,
)
