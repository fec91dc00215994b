# Runs one PostgreSQL server for as long as somebody holds the other end of standard input, then stops it and
# removes its directory. The holder may end in any way, kill -9 included: its end of the pipe closes with it.
#
#   sh watchdog.sh DIRECTORY COMMAND...      DIRECTORY/log takes the server's output, DIRECTORY/pid its process id
#
# A line "keep" on standard input stops the server cleanly and leaves the directory.
dir=$1
shift
trap '' HUP INT TERM
exec 3<&0 </dev/null >>"$dir/log" 2>&1
"$@" 3<&- &
server=$!
echo "$server" >"$dir/pid.new"
mv "$dir/pid.new" "$dir/pid"
(
    word=
    read -r word <&3
    if [ "$word" = keep ]; then
        : >"$dir/keep"
        [ -e "$dir/ended" ] || kill -INT "$server"
    else
        # Immediate: nobody will read this data again.
        [ -e "$dir/ended" ] || kill -QUIT "$server"
    fi
) &
holder=$!
wait "$server"
echo $? >"$dir/ended"
wait "$holder"
[ -e "$dir/keep" ] || rm -rf "$dir"
