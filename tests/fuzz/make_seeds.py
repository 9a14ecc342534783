#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the seeds of the fuzz targets: small files such as offices publish, and regions as the end-to-end target reads
them from bytes. The two first bytes of a table say how it is read (input.hpp).

    make_seeds.py FOLDER
"""
import gzip
import os
import sys

TABLES = {
    "unit_table": [
        ("@0", "code,name,population,area_km2,lon,lat\n01,North,90000,60,127,37.5\n02,\"A, B\",8000,,127.1,37.5\n"),
        ("A0", "unit;population;jobs;workers;kind\n01;1.000,5;3;4;metropolitan\n02;x;-;;\n"),
        ("@b", "A title\n\ncode\tpopulation_2020\tpopulation_2015\tDID\n1\t5\t4\t0.5\n2\t6\t5\t0.25\nNote: own\n"),
        ("B0", "code,population\n01,5\n01,6\n,7\n02,-1\n03,1e400\n04\n"),
        ("@0", "\ufeffcode,name\r\n\uac00,\u1100\u1161\r\n\u200b02,\"two \"\"words\"\"\nin two lines\"\r\n"),
    ],
    "flow_table": [
        ("@0", "origin,destination,flow\n01,01,30000\n01,02,300\n02,01,2500\n10,01,120\nZ,Z,20000\n"),
        ("A0", "home;work;n;school\n01;02;1.234,5;3\n02;01;x;4\n02;99;7;\n01;02;1;1\n"),
        ("@0", ",01,02,10,Z\n01,5,1,,2\n02,3,4,0,0\n10,1,1,1,1\nZ,0,0,0,9\n"),
        ("Aw", "year,origin,destination,persons\n2020,01,02,5\n2010,01,02,6\n2020,02,Z,3\n"),
        ("B0", "from,to,trips\n01,02,5\nTotal,02,5\n01,Total,5\nTotal,Total,5\n"),
    ],
    "core_table": [("@0", "unit,core\n01,North\n02,North\nZ,Z\n"), ("A0", "code;city\n01;1\n02;\n77;1\n01;2\n")],
    "cost_table": [("@0", "from,to,cost,mode\n01,02,5,car\n02,01,7,car\n01,p,3,foot\n"), ("A0", "o;d;minutes\n01;02;5\n01;02;6\n01;q;\n02;01;-1\n"),
                   ("B0", "from,to,cost,both\n01,x,2,yes\nx,02,3,no\nx,p,nan,perhaps\n")],
    "place_table": [("@0", "id,unit,function,capacity,name,lon,lat\np,01,school,5,P,127,37\np,01,clinic,1,,,\n,02,school,2,,,\n"),
                    ("A0", "place;function;beds\n01;f;1\n01;f;2\nx;;\ny;g;0\n")],
    "rule_table": [("@0", "function,reach,minimum_people,mode,people,weight\nschool,20,500,car,children,2\nclinic,,,,,\n"),
                   ("A0", "function;lower;upper;mode\nschool;5;10;foot\nschool;5;;\n;1;2;\n")],
    "partition_table": [("@0", "unit,area\n01,a\n02,a\n10,b\nZ,\n"), ("B0", "code,area,kind\n01,a,x\n01,b,x\nY,a,x\n")],
    "contiguity_table": [("@0", "a,b\n01,02\n02,10\n01,Z\n"), ("A0", "unit,neighbour,gap_m,length_m\n01,02,0,125.5\n02,01,0,125.5\n01,01,,\n")],
    "urban_area_table": [("@0", "unit,urban_area,population\n01,7,50000\n02,7,8000\nZ,9,12000\n"), ("A0", "county,uace,pop\n01,007,x\n,7,1\n")],
    "sub_unit_table": [("@0", "sub_unit,unit,population,area_km2,lon,lat\ns1,01,9000,2,127,37.5\ns2,01,50,9,127.1,37.5\n"),
                       ("A0", "dong_code;sigun_code;population_2020;density;x;y\n1;01;5,5;900;127;37\n1;02;;1;;\n")],
    "published_area_table": [("@0", "area,unit,extent\nNorth,01,core\nNorth,02,minimum\nNorth,10,maximum\n"), ("A0", "name;code\nN;01\nN;02\nZ;Z\n")],
}


def square(x, y, side):
    return "[[[%r,%r],[%r,%r],[%r,%r],[%r,%r],[%r,%r]]]" % (x, y, x + side, y, x + side, y + side, x, y + side, x, y)


def collection(*features, head=""):
    return '{"type":"FeatureCollection",%s"features":[%s]}' % (head, ",".join(features))


def feature(code, geometry, kind="Polygon"):
    return '{"type":"Feature","properties":{"code":%s},"geometry":{"type":"%s","coordinates":%s}}' % (code, kind, geometry)


BORDERS = [
    ("@", collection(feature('"01"', square(127, 37, 0.5)), feature('"02"', square(127.5, 37, 0.5)),
                     feature('"10"', square(127, 37.5, 0.5)), feature('"Z"', square(129, 37, 0.5)))),
    ("A", collection(feature("10", "[%s,%s]" % (square(0, 0, 1), square(0.5, 0.5, 1)), "MultiPolygon"),
                     feature('"01"', "[[[0,0],[2,2],[2,0],[0,2],[0,0]],[[0.2,0.1],[0.3,0.1],[0.3,0.2],[0.2,0.1]]]"))),
    ("B", collection(feature('"01"', square(0, 0, 1000)), feature('"02"', square(1000.5, 3, 1000)), feature('"02"', square(1000, 1000, 50)),
                     head='"crs":{"type":"name","properties":{"name":"EPSG:5186"}},')),
    ("@", '{"type":"FeatureCollection","features":[{"type":"Feature","id":"Z","properties":null,"geometry":{"type":"GeometryCollection",'
          '"geometries":[{"type":"Polygon","coordinates":%s}]}}]}' % square(1, 1, 1)),
]
GRIDS = [
    "ncols 4\nnrows 3\nxllcorner 0\nyllcorner 0\ncellsize 1000\nNODATA_value -200\n0 1600 1700 -200\n300 400 0 0\n9000 5 0 1500\n",
    "NCOLS 2\nNROWS 2\nXLLCENTER -5e5\nYLLCENTER 5.5\nCELLSIZE 1000\n1\n2 3\n4\n",
    "ncols 300\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1000\n" + "1501 " * 300,
]
STUDIES = [
    '{"method":"network-constraint","parameters":{"centre_balance":2.5,"centres":["21","a,b"]},"units":"units.csv","flows":["work.csv","school.csv"]}',
    '{"units":"u.csv","unit_columns":{"id":"Code","population":"Pop, 2020"},"flows":"f.csv","policy":"report","decimal":",","skip_rows":3,'
    '"missing":["x","-=0"],"where":["year=2020,2021"],"seed":7,"method":"eu-oecd","repair":true}',
    '{"borders":"b.geojson","cores":"c.csv","core_columns":{"unit":"u"},"title":"\\ud55c\\uad6d","extents":{"contiguity":"never"},"encoding":"cp949"}',
]


def region(units, contacts, cores, flows, parts=3, internal=1):
    """As end_to_end_fuzz.cpp reads it."""
    data = bytearray([1, 1, 1, 1, 2, 4, len(units), 1])
    for population, x, y in units:
        data += bytes([1, population, x, y])
    data += bytes([parts, len(contacts)]) + bytes(u for pair in contacts for u in pair)
    data += bytes([len(cores)]) + bytes(u for pair in cores for u in pair) + bytes([internal])
    return bytes(data) + bytes(b for flow in flows for b in flow)


def regions():
    places = [(200 - 15 * u, u % 4 * 3, u // 4 * 4) for u in range(12)]
    flows = [(a, b, max(1, 190 // (1 + a + b)) if a != b else 150) for a in range(12) for b in range(12) if (a * b + a) % 3 != 1]
    contacts = [(a, a + 1) for a in range(11) if a % 4 != 3] + [(a, a + 4) for a in range(8)]
    yield region(places, contacts, [], flows, parts=1)
    yield region(places[:6], contacts[:4], [(0, 1), (3, 3)], [f for f in flows if f[0] < 6 and f[1] < 6])
    yield region(places[:4], [], [(0, 0)], [(0, 1, 7), (1, 0, 7), (2, 3, 7), (3, 2, 7)], parts=0, internal=2)
    yield region([(0, 0, 0)] * 5, [(0, 1), (1, 2)], [], [(a, b, 250 + (a + b) % 6) for a in range(5) for b in range(5)], parts=5)


def main():
    seeds = {name: [how.encode() + text.encode() for how, text in tables] for name, tables in TABLES.items()}
    seeds["unit_table"].append(b"@0" + gzip.compress(b"code,population\n01,5\n", mtime=0))
    seeds["unit_table"].append(b"P0" + "code,name\n01,\uc11c\uc6b8\n".encode("cp949"))
    seeds["flow_table"].append(b"`0" + "origin,destination,flow\n01,02,5\n".encode("utf-16"))
    seeds["borders"] = [how.encode() + text.encode() for how, text in BORDERS]
    seeds["grid"] = [text.encode() for text in GRIDS]
    seeds["study"] = [text.encode() for text in STUDIES]
    seeds["end_to_end"] = list(regions())
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "seeds", "delineation")
    seeds["delineation"] = []
    for name in sorted(os.listdir(here)):
        with open(os.path.join(here, name), "rb") as file:
            seeds["delineation"].append(file.read())
    for name, files in seeds.items():
        folder = os.path.join(sys.argv[1], name)
        os.makedirs(folder, exist_ok=True)
        for number, content in enumerate(files):
            with open(os.path.join(folder, "seed-%d" % number), "wb") as file:
                file.write(content)


if __name__ == "__main__":
    main()
