"""Lists of signers as a document to put on somebody's table: A4, black on white, set by Typst.

A cover with what is asked for and how many ask for it; totals; the names, numbered, in columns; a
manifest with the SHA-256 by which whoever has the data file can check the print. Of statistics the
same without names. Promises: the same rows are the same pages; "page x of y" counts all of them;
nothing is cut off; memory does not grow with the list, but for the printed pages of one volume.

Every line of a list stands on one grid, and how many lines a name takes is known before it is set
(fitting.py). So the pages are counted without being printed, which "of y" needs, and each part can
be set by itself. Between the two the rows wait in memory, compressed: they touch no disk, and are
read and opened once.

checking    the text that the SHA-256 is of
fitting     how many lines a row takes; what no font here can print
sheets      rows to columns to pages
words       cover, totals, manifest: what they say
figures     the same of statistics
printing    all of it, to one PDF or to a ZIP file of volumes
"""
