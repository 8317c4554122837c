"""A company's exports, as its systems write them, become the tables of a start state and a scenario that names them.

``export`` reads one file: ``text`` decodes it, ``records`` splits it, ``heads`` knows its columns, ``numbers`` and
``dates`` read its cells, ``conventions`` decides what they leave open. ``started`` puts files together and checks them.
"""
