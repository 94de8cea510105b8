"""One table, whose rows are as long as a signature's."""

from django.db import models


class Line(models.Model):
    name = models.CharField(max_length=100)
    email = models.CharField(max_length=254)
    country = models.CharField(max_length=2)
    content = models.BinaryField()
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
