#!/usr/bin/env python3
"""django-salesforce: models read, filtered, written and deleted over REST."""

from org import done, equal, need, org

need("django-salesforce", "salesforce")
import django  # noqa: E402
from django.conf import settings  # noqa: E402


def main() -> None:
    with org("--contacts", "500", "--query-page-size", "200") as started:
        credentials = started.credentials
        settings.configure(
            INSTALLED_APPS=["salesforce"],
            DATABASE_ROUTERS=["salesforce.router.ModelRouter"],
            DATABASES={
                "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
                "salesforce": {
                    "ENGINE": "salesforce.backend",
                    "CONSUMER_KEY": credentials["client_id"],
                    "CONSUMER_SECRET": credentials["client_secret"],
                    "USER": credentials["username"],
                    "PASSWORD": credentials["password"] + credentials["security_token"],
                    "HOST": "https://login.salesforce.com",
                },
            },
            DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        )
        django.setup()
        check(started)
    done("django-salesforce")


def check(started) -> None:
    from salesforce import models

    class Account(models.SalesforceModel):
        Name = models.CharField(max_length=255)

        class Meta:
            app_label = "salesforce"
            db_table = "Account"

    class Contact(models.SalesforceModel):
        last_name = models.CharField(db_column="LastName", max_length=80)
        email = models.EmailField(db_column="Email", null=True)
        title = models.CharField(db_column="Title", max_length=128, null=True)
        account = models.ForeignKey(Account, models.DO_NOTHING, db_column="AccountId", null=True)

        class Meta:
            app_label = "salesforce"
            db_table = "Contact"

    equal(len(list(Contact.objects.all())), started.count(), "records read over pages")
    equal(Contact.objects.count(), started.count(), "records counted")
    first = Contact.objects.select_related("account").filter(account__isnull=False)[0]
    equal(bool(first.account.Name), True, "name of a parent")
    made = Contact.objects.create(last_name="O'Brien", email="dj@example.com")
    made.title = "Boss"
    made.save()
    found = Contact.objects.get(last_name__icontains="o'brien", email="dj@example.com")
    equal((found.pk, found.title), (made.pk, "Boss"), "the record written")
    Contact.objects.bulk_create([Contact(last_name=f"Many {n}") for n in range(5)])
    equal(Contact.objects.filter(last_name__startswith="Many").update(title="M"), 5, "updated")
    made.delete()
    equal(started.count("LastName = 'O\\'Brien' AND Email = 'dj@example.com'"), 0, "after delete")


if __name__ == "__main__":
    main()
