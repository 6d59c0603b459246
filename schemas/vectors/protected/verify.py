"""Checks every golden vector with the second implementation; exit code 1 when one differs."""

import json
import os
import sys

import tombolo_protect as tp

HERE = os.path.dirname(os.path.abspath(__file__))


def load(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as source:
        return json.load(source)


def value_is_right(vector):
    key = tp.field_key(bytes.fromhex(vector["data_key"]), bytes.fromhex(vector["salt"]), vector["dataset"], vector["side"], vector["pointer"])
    plaintext, sealed = bytes.fromhex(vector["plaintext"]), bytes.fromhex(vector["value"])
    return (
        tp.pointer(vector["steps"]) == vector["pointer"]
        and key.hex() == vector["field_key"]
        and tp.seal(key, bytes.fromhex(vector["data_key_id"]), plaintext) == sealed
        and tp.opened(key, sealed) == ("opened", plaintext)
    )


def refusal_is_right(vector):
    key, value = bytes.fromhex(vector["field_key"]), bytes.fromhex(vector["value"])
    verdict, plaintext = tp.opened(key, value)
    if vector["refusal"] is not None:
        return verdict == vector["refusal"]
    also = vector.get("also_opened_by_gcm")
    return (
        verdict == "opened"
        and plaintext.hex() == vector["plaintext"]
        # The attack is a real one: AES-GCM alone opens the same ciphertext under another key, to something else.
        and (also is None or tp.gcm_opens(bytes.fromhex(also), value[49:]) not in (None, plaintext))
    )


def tree_is_right(trees, state):
    secret, nodes = bytes.fromhex(trees["id_secret"]), [([], bytes.fromhex(trees["root"]))]
    ids = [tp.subject_id(secret, one["subject"]) for one in trees["subjects"]]
    if [one.hex() for one in ids] != [one["id"] for one in trees["subjects"]]:
        return False
    for erased in state["erased"]:
        nodes = tp.without(nodes, ids[erased])
    keys = [tp.data_key(nodes, one) for one in ids]
    return [key and key.hex() for key in keys] == state["keys"]


def main():
    values, refused, trees = load("values.json")["vectors"], load("refused.json")["vectors"], load("trees.json")
    wrong = ["value " + vector["name"] for vector in values if not value_is_right(vector)]
    wrong += ["refusal " + vector["name"] for vector in refused if not refusal_is_right(vector)]
    wrong += ["tree " + state["name"] for state in trees["states"] if not tree_is_right(trees, state)]
    for name in wrong:
        print("WRONG: " + name)
    print("%d values, %d refusals, %d trees: %d wrong" % (len(values), len(refused), len(trees["states"]), len(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
