from sosiaalikyla.audit import trail


def test_nothing_is_collected_outside_a_request():
    trail.saw([1, 2])
    assert not trail.is_kept()


def test_clients_seen_are_collected_once_each():
    with trail.keep() as kept:
        assert trail.is_kept()
        trail.saw([3, 1])
        trail.saw(iter([1, 2]))
    assert kept.clients == {1, 2, 3}
    assert kept.kind == "page"


def test_rows_about_nobody_leave_no_client():
    with trail.keep("export") as kept:
        trail.saw([None, 4, None])
    assert kept.clients == {4}
    assert kept.kind == "export"


def test_what_is_read_in_a_pause_is_not_collected():
    with trail.keep() as kept:
        with trail.pause():
            assert not trail.is_kept()
            trail.saw([1])
        trail.saw([2])
    assert kept.clients == {2}


def test_what_is_read_after_the_block_is_not_collected():
    with trail.keep() as kept:
        trail.saw([1])
    trail.saw([2])
    assert kept.clients == {1}
    assert not trail.is_kept()


def test_an_inner_trail_is_its_own_and_the_outer_goes_on():
    with trail.keep() as outer:
        with trail.keep("search") as inner:
            trail.saw([1])
        trail.saw([2])
    assert inner.clients == {1}
    assert outer.clients == {2}


def test_a_trail_ends_also_when_the_page_fails():
    try:
        with trail.keep(), trail.pause():
            raise LookupError
    except LookupError:
        pass
    assert not trail.is_kept()
