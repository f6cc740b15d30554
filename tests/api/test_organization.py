"""x"""
from tests.api.ground import Office

def test_a(office: Office) -> None:
    assert office.ask("GET", "/me")["setup"] == "ready"
    print(office.ask("GET", "/me"))
    print(office.ask("GET", "/me", as_=office.acme.stranger))
    print(office.ask("GET", "/me", as_=office.globex.admin))
    print(office.refuse(403, "GET", "/tasks", as_=office.acme.stranger))
    print(office.ask("GET", "/dashboard"))
def test_b(office: Office) -> None:
    assert office.ask("GET", "/me")["setup"] == "ready"
