"""probe"""
from tests.api.ground import Office
from tests.api.test_users import walk, true_users, search
from tests.api.stories import condition
def test_probe(shared_office: Office) -> None:
    o=shared_office
    out=[]
    sp=condition("inactive", days=30, apps=[], match="any")
    m=walk(o, specification=sp, limit=200); out.append(len(m)); out.append([x['name'] for x in m][:10]); out.append([x['name'] for x in search(o,limit=30)['items']])
    gs={g["group_id"]:g for g in o.sandbox.call("GET", f"/organizations/{o.acme.org_id}/groups")["groups"]}
    for g in ("1bef6a84-d9d2-42d6-b8ef-38b0583e9bea","978ef5e9-124d-45fa-9bae-3ff208677d4f"): out.append(gs.get(g))
    t=true_users(o)
    rows={r["account_id"]:r for r in walk(o,limit=200)}
    for a,u in t.items():
        if u["membership_status"]=="active"==u["account_status"] and rows[a]["status"]!="active": out.append((a,u,rows[a]["status"]))
        if rows[a]["status"]=="active" and not (u["membership_status"]=="active"==u["account_status"]): out.append(("other",a,u["membership_status"],u["account_status"]))
    out.append([u for a,u in t.items()][0])
    print("\n".join(map(str,out)))
