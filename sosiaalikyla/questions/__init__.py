"""Sets of answers (vastausvaihtoehdot) as readable data: what one may answer, in three languages.

"I don't know" is a full answer in every set; no answer is coloured, counted or scored. Knows nobody and stores nothing.
"""
