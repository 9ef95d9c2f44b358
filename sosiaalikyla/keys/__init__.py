"""Keys (avaimet): how people come in, stay in, and are locked out.

Staff: a password and a second factor (passkey or code) once a day, then one touch. Young people: a passkey or six numbers on
a phone that their worker bound face to face; a card of codes for those without a phone. A link alone opens nothing.
"""
