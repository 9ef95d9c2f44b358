"""Drafts (keskeneräinen teksti): what somebody writes is never lost, and a borrowed phone shows nothing.

A form that carries a draft is kept for its writer every few seconds, also when the network or the session dies in
mid-sentence, and offered back; it never replaces a text by itself. Nobody but the writer reads it.
"""
