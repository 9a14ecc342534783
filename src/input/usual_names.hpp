// SPDX-License-Identifier: MIT
// Column names that are recognised without a map, the likeliest first; lower case, underscores for blanks.
#pragma once

#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

inline const std::vector<std::string_view> population_names = {"population", "pop", "persons", "inhabitants"};
inline const std::vector<std::string_view> unit_code_names = {
    "id",         "code",         "unit",       "unit_id",      "unit_code",  "geoid",  "fips",
    "lau",        "lau_id",       "insee",      "pro_com",      "nuts_id",    "adm_cd", "sgg_cd",
    "sigungu_cd", "municipality", "시군구코드", "행정구역코드", "행정동코드", "코드"};
inline const std::vector<std::string_view> unit_name_names = {
    "name", "name_en", "unit_name", "label", "nm", "name_ko", "adm_nm", "시군구명", "행정구역명", "시군구"};
inline const std::vector<std::string_view> origin_names = {
    "origin",    "o",      "from", "home", "residence", "origin_code", "origin_id", "live",
    "home_code", "출발지", "기점", "출발", "거주지",    "거주지코드",  "출발지코드"};
inline const std::vector<std::string_view> destination_names = {
    "destination", "d",      "to",   "work", "workplace", "destination_code", "destination_id", "dest",
    "work_code",   "도착지", "종점", "도착", "근무지",    "통근지코드",       "도착지코드"};
inline const std::vector<std::string_view> flow_names = {"flow",    "flows",  "n",      "count",  "persons",
                                                         "workers", "trips",  "amount", "weight", "commuters",
                                                         "value",   "통행량", "인원",   "합계"};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
