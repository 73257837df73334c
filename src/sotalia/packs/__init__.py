"""How packs are made, of the JSON models of a botocore: when Sotalia is built, and by `sotalia models update`.

sources      a botocore's folder, which models are in it, and from what they were made
services     one service's models -> its sections
shrinking    records and headers in the smaller forms that packs hold; marshalling, packing: their bytes, and the files
prosepack    one service's prose -> its sections
writing      all services -> the two packs; of services that are the same as in other packs, their sections
update       the packs in the user's cache: made, checked, put to use, taken away
fetching     a botocore that a user names, or that pip fetches
changes      what is different between two packs, and which of it breaks programs

`sotalia.model.pack` reads what is made here.
"""
