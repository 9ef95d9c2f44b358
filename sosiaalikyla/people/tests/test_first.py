import pytest

from sosiaalikyla.access.sealed import SealedRows
from sosiaalikyla.people.models import Youth


@pytest.mark.django_db
def test_a():
    with pytest.raises(SealedRows):
        Youth.objects.count()
    assert Youth.objects.whole("t").count() == 0
