"""Arabic, as CLDR writes it with Western digits, which scripts use too (boxes.js, counts.js).

Django knows no date with a time, and groups no digits. The marks between the parts of a short date
keep them in order from right to left.
"""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y، H:i"
SHORT_DATE_FORMAT = "d\N{RIGHT-TO-LEFT MARK}/m\N{RIGHT-TO-LEFT MARK}/Y"
SHORT_DATETIME_FORMAT = f"{SHORT_DATE_FORMAT} H:i"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
