SELECT id, place FROM odd_view
