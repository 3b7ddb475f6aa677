"""The refining line: one stage per file, in this order."""

from pipelines import clean, decode, extract, fingerprint, identify, segment, tag

STAGES = (decode.decode, extract.extract, clean.clean, identify.identify, segment.segment, tag.tag, fingerprint.fingerprint)
