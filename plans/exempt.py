"""What may be kept out of a public paper: the paragraphs of the Local Government Act 1972, schedule 12A, part 1, in our
words. Pure."""

EXEMPT = (
    ("1", "Paragraph 1: about an individual"),
    ("2", "Paragraph 2: likely to reveal who an individual is"),
    ("3", "Paragraph 3: financial or business affairs of a person, the authority included"),
    ("4", "Paragraph 4: consultations or negotiations on labour relations"),
    ("5", "Paragraph 5: legal professional privilege"),
    ("6", "Paragraph 6: a notice or order that is proposed"),
    ("7", "Paragraph 7: prevention, investigation or prosecution of crime"),
)
PUBLIC = [("", "No: it is public"), *EXEMPT]
