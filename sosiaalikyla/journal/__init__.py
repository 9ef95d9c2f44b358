"""What happened on a path (tapahtumat): activities for the timeline, for refreshing and, later, for the situation picture.

Not the audit trail: that says who did or saw what, for the law. An event here marks its client stale, so that what is
derived higher up is worked out anew.
"""
