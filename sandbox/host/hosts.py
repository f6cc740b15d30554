"""The platform hosts of one sandbox, put together: keys, installations, Connect, Forge, people."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.host.connect.connect_host import ConnectHost
from sandbox.host.forge.forge_host import ForgeHost
from sandbox.host.forge.installations import ForgeBook
from sandbox.host.forge.jwks import JwksHost
from sandbox.host.forge.timetable import Timetable
from sandbox.host.installations import InstallationBook
from sandbox.host.keys import KeyRing
from sandbox.host.people import People
from sandbox.host.tokens import Clock, real_clock
from sandbox.switches import Switches
from sandbox.world.state import World


@dataclass(frozen=True)
class Hosts:
    """Hosts, shared by the routes of the platform hosts."""

    world: World
    install_keys: KeyRing
    book: InstallationBook
    connect: ConnectHost
    people: People
    forge: ForgeHost
    jwks: JwksHost
    timetable: Timetable
    clock: Clock


def build_hosts(world: World, clock: Clock = real_clock) -> Hosts:
    """Put the hosts together over a world; ``clock`` dates the tokens."""
    install_keys = KeyRing(world.documents("install_keys"))
    book = InstallationBook(world.documents("installations"))
    forge_keys = KeyRing(world.documents("forge_keys"))

    def find_switches(org_id: str) -> Switches:
        organization = world.organizations.get(org_id)
        return Switches() if organization is None else organization.switches

    forge = ForgeHost(ForgeBook(world.documents("forge_installations")), forge_keys, clock, find_switches)
    return Hosts(
        world=world,
        install_keys=install_keys,
        book=book,
        connect=ConnectHost(book, install_keys, clock),
        people=People(world),
        forge=forge,
        jwks=JwksHost(forge_keys),
        timetable=Timetable(forge, world),
        clock=clock,
    )
