"""Rights of partners, by their tier and by the certificates that their people hold (R-109)."""


def has_right(is_stated: bool, tier_says: bool, certificate_says: bool) -> bool:
    """Whether a partner has a right: its tier gives it, or a certificate held; everybody where none is stated (R-109).

    ``is_stated``: some tier of its ladder, or some certificate, says whether it gives the right.
    """
    return not is_stated or tier_says or certificate_says
