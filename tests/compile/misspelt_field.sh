# SPDX-License-Identifier: MIT
# misspelt_field.sh SOURCE FLAGS COMPILER...: each compiler refuses the source and names the field.
source=$1
flags=$2
shift 2
for compiler in "$@"; do
    # g++ says which field it is only where the type is named
    for form in -DWITH_TYPE ""; do
        case "$compiler$form" in *g++) [ "${compiler%clang++*}" = "$compiler" ] && continue ;; esac
        said=$("$compiler" -std=c++20 -fsyntax-only $flags $form "$source" 2>&1) && {
            echo "$compiler takes it"
            exit 1
        }
        case "$said" in
            *"populaton"*) ;;
            *) echo "$compiler $form does not name the field:"; echo "$said"; exit 1 ;;
        esac
        # the line of the source is shown too: the name must stand in the message itself
        echo "$said" | grep "error:" | grep -q populaton || { echo "$compiler $form: only the line shows it"; exit 1; }
    done
done
