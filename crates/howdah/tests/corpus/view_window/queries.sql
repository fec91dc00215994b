SELECT race, runner, place, rank, ahead, so_far, of_all FROM placed ORDER BY race, place
