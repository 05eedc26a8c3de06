"""What works, as a person and a device meet it."""


def test_try(person, phone):
    print(phone.account().payload)
    b, page, q = person.asked(phone)
    print(q.payload, page.text("number"))
    print(phone.yes(q, page.text("number")))
    from cs1.person import complete
    print(complete(b))
