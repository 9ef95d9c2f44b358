"""Notices (ilmoitukset): fixed neutral texts, put out in the transaction of the deed, sent by the worker.

A notice never names the service, the sender or the matter: whoever holds the phone learns nothing. What it is about is
read after signing in.
"""
