"""Law as dated data (laki tietona) and the right to aftercare (oikeus jälkihuoltoon) worked out from it.

Words: jälkihuolto = aftercare, sijaishuolto = substitute care, avohuollon sijoitus = open-care placement,
itsenäistymisvarat = independence funds, oikaisuvaatimus = claim for a revised decision.
The engine answers one question about one person on one day, with reasons and sections, and never decides
anything.
"""
