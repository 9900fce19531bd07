' A session in a script, which knows names alone. The ProgIDs are the test's: Scardssp.dll had none.
Set card = CreateObject("Test.CSCard")
Set iso = CreateObject("Test.CSCardISO7816")
Set cmd = CreateObject("Test.CSCardCmd")
card.AttachByReader "scardssp Virtual Reader 00", 2, 3
iso.GetChallenge 8, cmd
card.Transaction cmd
WScript.Echo "SW " & Hex(cmd.ReplyStatus) & ", " & cmd.ApduReplyLength & " bytes"
cmd.P1 = 7
WScript.Echo "P1 " & cmd.P1 & ", INS " & Hex(cmd.instructionid)
Set database = CreateObject("Test.CSCardDatabase")
' The VBScript of Wine 8 takes an array of texts, and cannot look into it.
WScript.Echo "Readers " & IsArray(database.ListReaders(1033))
card.Detach 0
