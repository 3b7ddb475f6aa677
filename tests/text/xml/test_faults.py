"""The faults of a document are told once, with how often they were met."""

from text.xml.faults import FaultLog


def test_each_fault_is_told_once_in_the_order_of_meeting():
    faults = FaultLog("a")
    for fault in ("{n} × b", "a", "{n} × b"):
        faults.note(fault)
    assert faults.words == ("a", "2 × b")
